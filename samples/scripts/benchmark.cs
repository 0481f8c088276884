#:project ../../src/Interp.Models
#:project ../../src/Interp.Datasets
#:property RunsTorch=true
using Interp.Core.Prompts;
using Interp.Datasets;
using Interp.Datasets.Reading;
using Interp.Models;

// A benchmark of your own: classes, prompt format, and where its file has text and label.
var shopping = new Benchmark
{
    Key = "shopping", Title = "Shopping list", Origin = "made up", Licence = "MIT", Classes = ["eat", "use"],
    Formats = [new PromptFormat(["fruit", "tool"], "{}: {}.")],
    Layouts = [new() { Name = "CSV", Files = ["shopping.csv"], Reader = TableReader.Csv, Fields = ["text"], Label = "label", Codes = LabelCodes.Names("eat", "use") }],
};
var file = Path.Combine(Directory.CreateTempSubdirectory("shopping").FullName, "shopping.csv");
File.WriteAllText(file, "text,label\napple,eat\npear,eat\nhammer,use\nsaw,use\n");
using var model = Pretrained.Load("overthinker");
Console.WriteLine(shopping.Load(file).Prompts(model.Tokenizer, Setting.Permuted, demonstrations: 3, count: 1, seed: 2).Pairs[0].False.Text);
