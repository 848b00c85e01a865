// Measures what a walk costs the chat, and whether it misses packets: `dotnet run -c Release --project tests/bench/ChatAspire.WalkBench -- [options]`.
using ChatAspire.Provisioner;
using ChatAspire.WalkBench;

try
{
    var options = WalkBenchOptions.Parse(args);
    await using var lab = await BenchLab.UpAsync();
    var rounds = await new Rounds(options, lab).RunAsync();
    Console.WriteLine();
    Console.WriteLine(Report.Of(options, rounds));
    return 0;
}
catch (LabException bad)
{
    Console.Error.WriteLine(bad.Message);
    return 2;
}
