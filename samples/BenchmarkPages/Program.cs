// Writes the pages of docs/benchmarks from the benchmarks themselves.
//   dotnet run --project samples/BenchmarkPages -- DATA DOCS
// DATA holds a folder for each dataset, named by its key or by its name on the hub; a benchmark without data keeps its page.
using Interp.Datasets;
using Interp.Datasets.Benchmarks;

if (args is not [var data, var docs])
{
    Console.Error.WriteLine("usage: BenchmarkPages DATA DOCS");
    return 2;
}

Directory.CreateDirectory(docs);
foreach (var benchmark in BenchmarkRegistry.Paper.All)
{
    string[] names = benchmark.Key == "sst2_ab" ? ["sst2"] : [benchmark.Key, benchmark.HubId ?? "", benchmark.HubConfig ?? ""];
    var folder = names.Where(name => name.Length > 0).Select(name => Path.Combine(data, name)).FirstOrDefault(Directory.Exists);
    var dataset = benchmark == Unnatural.Benchmark ? Unnatural.Load() : folder is null ? null : benchmark.Load(folder);
    if (dataset is null)
    {
        Console.Error.WriteLine($"{benchmark.Key}: no data in {data}");
        continue;
    }

    File.WriteAllText(Path.Combine(docs, benchmark.Key + ".md"), BenchmarkPage.Markdown(benchmark, dataset.Examples));
    Console.WriteLine($"{benchmark.Key}: {dataset.Examples.Count} rows of {dataset.Examples.Source}");
}

return 0;
