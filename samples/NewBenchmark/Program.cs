using Interp.Core.Prompts;
using Interp.Datasets;
using Interp.Datasets.Reading;
using Interp.Models;

var weather = new Benchmark
{
    Key = "weather",
    Title = "Weather reports",
    Origin = "made up for this example",
    Licence = "MIT",
    Classes = ["dry", "wet"],
    Formats = [new PromptFormat(["Dry", "Wet"], "Report: {}\nWeather: {}.")],
    Layouts = [new() { Name = "CSV", Files = ["weather.csv"], Reader = TableReader.Csv, Fields = ["text"], Label = "label", Codes = LabelCodes.Names("dry", "wet") }],
};
var registry = BenchmarkRegistry.Paper.With(weather);

var folder = Directory.CreateTempSubdirectory("weather");
File.WriteAllText(Path.Combine(folder.FullName, "weather.csv"), "text,label\nSun all day,dry\nNot a cloud,dry\nRain since noon,wet\nShowers,wet\n");
using var model = Pretrained.Load("overthinker");
var prompts = registry.Get("weather").Load(folder.FullName).Prompts(model.Tokenizer, Setting.Permuted, demonstrations: 3, count: 1, seed: 2);
Console.WriteLine(prompts.Pairs[0].False.Text);
folder.Delete(recursive: true);
