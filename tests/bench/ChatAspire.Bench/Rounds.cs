using System.Diagnostics;
using ChatAspire.Bench.Dialects;
using ChatAspire.Bench.Driver;
using ChatAspire.Bench.Systems;

namespace ChatAspire.Bench;

/// <summary>
/// Measures every system once per round, each time with new processes, in an order that rotates by one per round: the
/// machine may be shared, and a disturbance should not always affect the same system.
/// </summary>
public sealed class Rounds(BenchOptions options)
{
    private static readonly TimeSpan DriverStart = TimeSpan.FromSeconds(0.5);

    /// <summary>Runs all rounds.</summary>
    /// <returns>The results by system, one per round.</returns>
    /// <exception cref="BadInputException">An unknown system, or a server that does not start.</exception>
    public IReadOnlyDictionary<SystemUnderTest, List<DriveResult>> Run()
    {
        foreach (var name in options.Systems ?? [])
        {
            _ = Dialect.Of(name);
        }

        var systems = SystemUnderTest.All.Where(system => options.Systems?.Contains(system.Name) ?? true).ToArray();
        foreach (var peer in systems.Select(system => system.Name).Intersect(["bun", "socketio"]))
        {
            NodePackages.Ensure(peer);
        }

        if (systems.Any(system => system.Name == "chataspire"))
        {
            NativeChat.Publish();
        }

        var results = systems.ToDictionary(system => system, _ => new List<DriveResult>());
        for (var round = 0; round < options.Rounds; round++)
        {
            for (var turn = 0; turn < systems.Length; turn++)
            {
                var system = systems[(round + turn) % systems.Length];
                var result = Measure(system) with { Cold = MeasureCold(system) };
                results[system].Add(result);
                Console.WriteLine(
                    $"round {round + 1}/{options.Rounds}  {system.Title,-26} delivered {result.Delivered:0.0000}" +
                    $"  p50 {result.P50:0.00} ms  " +
                    $"p99 {result.P99:0.00} ms  CPU {result.CpuPer100k:0.00} s/100k (Redis {result.RedisCpuPer100k:0.00})  " +
                    $"cold {result.Cold.CpuSeconds:0.00} s, first after {result.Cold.FirstDelivery:0} ms  " +
                    (options.Idle > 0 ? $"memory {result.MemoryPer1000:0.0} MiB/1000  " : "") +
                    $"driver {result.DriverBusy:P0} busy" +
                    (result.Complaint is null ? "" : $"  complaint: {result.Complaint}"));
            }
        }

        return results;
    }

    private DriveResult Measure(SystemUnderTest system)
    {
        using var redis = ServerProcess.Redis();
        using var a = Node(1);
        using var b = Node(2);
        return new Driving().Finish<DriveResult>(new DrivePlan(system.Name, [a.Port, b.Port], [a.Id, b.Id], redis.Id, options));

        ServerProcess Node(int number)
        {
            var port = ServerProcess.FreePort();
            return new(system.Node(number, port, redis.Port), port);
        }
    }

    private ColdResult MeasureCold(SystemUnderTest system)
    {
        using var redis = ServerProcess.Redis();
        var driving = new Driving(); // so that its own start does not count
        Thread.Sleep(DriverStart);
        var ports = new[] { ServerProcess.FreePort(), ServerProcess.FreePort() };
        var started = Stopwatch.GetTimestamp();
        using var a = new ServerProcess(system.Node(1, ports[0], redis.Port), ports[0], awaits: false);
        using var b = new ServerProcess(system.Node(2, ports[1], redis.Port), ports[1], awaits: false);
        return driving.Finish<ColdResult>(new DrivePlan(system.Name, ports, [a.Id, b.Id], redis.Id, options, started));
    }
}
