using Interp.Core.Prompts;
using Interp.Datasets;
using Interp.Datasets.Reading;
using Interp.Models;

var shopping = new Benchmark
{
    Key = "shopping",
    Title = "Shopping list",
    Origin = "made up for this example",
    Licence = "MIT",
    Classes = ["eat", "use"],
    Formats = [new PromptFormat(["fruit", "tool"], "{}: {}.")],
    Layouts = [new() { Name = "CSV", Files = ["shopping.csv"], Reader = TableReader.Csv, Fields = ["text"], Label = "label", Codes = LabelCodes.Names("eat", "use") }],
};
var registry = BenchmarkRegistry.Paper.With(shopping);

var folder = Directory.CreateTempSubdirectory("shopping");
File.WriteAllText(Path.Combine(folder.FullName, "shopping.csv"), "text,label\napple,eat\npear,eat\nhammer,use\nsaw,use\n");
using var model = Pretrained.Load("overthinker");
var prompts = registry.Get("shopping").Load(folder.FullName).Prompts(model.Tokenizer, Setting.Permuted, demonstrations: 3, count: 1, seed: 2);
Console.WriteLine(prompts.Pairs[0].False.Text);
folder.Delete(recursive: true);
