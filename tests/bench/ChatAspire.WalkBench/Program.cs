using System.Text.Json;
using ChatAspire.Network.Execution;
using ChatAspire.WalkBench;

// Measures what a walk costs the chat of a running local lab, and whether it misses packets:
// `dotnet run -c Release --project tests/bench/ChatAspire.WalkBench -- [options]`.

if (args is [Load.Verb])
{
    Console.WriteLine(JsonSerializer.Serialize(Load.Drive(JsonSerializer.Deserialize<LoadPlan>(Console.In.ReadLine()!)!)));
    return 0;
}

try
{
    var options = WalkBenchOptions.Parse(args);
    await using var lab = await BenchLab.OpenAsync(options);
    var rounds = await new Rounds(options, lab).RunAsync();
    Console.WriteLine();
    Console.WriteLine(Report.Of(options, rounds));
    return 0;
}
catch (UserErrorException bad)
{
    Console.Error.WriteLine(bad.Message);
    return 2;
}
