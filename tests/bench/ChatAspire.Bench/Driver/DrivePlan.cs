namespace ChatAspire.Bench.Driver;

/// <summary>The input of the driver, which is a separate process.</summary>
/// <param name="System">The system's name.</param>
/// <param name="Ports">The nodes' ports on loopback.</param>
/// <param name="Nodes">The nodes' process ids.</param>
/// <param name="Redis">Redis's process id.</param>
/// <param name="Load">The load.</param>
/// <param name="Started">The moment before the nodes were started, for the figures of a cold start; null for all others.</param>
public sealed record DrivePlan(string System, int[] Ports, int[] Nodes, int Redis, BenchOptions Load, long? Started = null);

/// <summary>The driver's measurements of nodes that were just started, under the load.</summary>
/// <param name="CpuSeconds">CPU seconds of both nodes, user and system, in their first eight seconds.</param>
/// <param name="FirstDelivery">From the start of the nodes until the first reader has the first message, in milliseconds.</param>
public sealed record ColdResult(double CpuSeconds, double FirstDelivery);

/// <summary>The driver's measurements of one system in one round.</summary>
/// <param name="Delivered">Received messages as a share of those expected; 1 is all.</param>
/// <param name="P50">Half of the deliveries took at most this, from send to receipt, in milliseconds.</param>
/// <param name="P99">99 % of the deliveries took at most this, in milliseconds.</param>
/// <param name="CpuPer100k">CPU seconds of both nodes, user and system, per 100,000 deliveries.</param>
/// <param name="RedisCpuPer100k">CPU seconds of Redis per 100,000 deliveries.</param>
/// <param name="MemoryPer1000">MiB that both nodes' resident memory grew by per 1,000 idle readers.</param>
/// <param name="Duplicates">Messages that a reader got more than once.</param>
/// <param name="Deliveries">Number of deliveries behind these figures.</param>
/// <param name="DriverBusy">The driver's CPU time as a share of the time measured: near 1 the driver is the bottleneck.</param>
/// <param name="Complaint">The first error a server reported, if any.</param>
public sealed record DriveResult(
    double Delivered,
    double P50,
    double P99,
    double CpuPer100k,
    double RedisCpuPer100k,
    double MemoryPer1000,
    int Duplicates,
    int Deliveries,
    double DriverBusy,
    string? Complaint)
{
    public ColdResult? Cold { get; init; }
}
