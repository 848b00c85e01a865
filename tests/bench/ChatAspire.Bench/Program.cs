// Measures our chat against its peers: `dotnet run -c Release --project tests/bench/ChatAspire.Bench -- [options]`.
using System.Text.Json;
using ChatAspire.Bench;
using ChatAspire.Bench.Driver;

if (args is [LoadDriver.Verb])
{
    var plan = JsonSerializer.Deserialize<DrivePlan>(Console.In.ReadToEnd())!;
    var driver = new LoadDriver(plan);
    Console.WriteLine(plan.Started is { } started
        ? JsonSerializer.Serialize(driver.RunCold(started))
        : JsonSerializer.Serialize(driver.Run()));
    return 0;
}

try
{
    var options = BenchOptions.Parse(args);
    var report = new Report(options, new Rounds(options).Run());
    Console.WriteLine();
    Console.WriteLine(report.Table());
    Console.WriteLine(report.Json());
    return 0;
}
catch (BadInputException bad)
{
    Console.Error.WriteLine(bad.Message);
    return 2;
}
