using System.Runtime.CompilerServices;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;

namespace ChatAspire.Network.Tests.Inspection;

/// <summary>The captured output of tools, in <c>Inspection/Fixtures</c>.</summary>
internal static class Fixture
{
    /// <summary>The probe's output on host-a of a lab: Docker 20.10.24, iproute2 6.1.0, iptables 1.8.9 (nf_tables).</summary>
    public const string HostA = "host-a.probe.txt";

    /// <summary>
    /// host-b of the same lab, with more containers: one that exited, one in the host's namespace, one in chat-b's, one without a network,
    /// and one on docker0.
    /// </summary>
    public const string HostB = "host-b.probe.txt";

    /// <summary>`nft list ruleset` (nftables 1.0.6) of tables, chains and verdict maps like those of Docker's nftables backend.</summary>
    public const string DockerNftables = "docker-nftables.nft.txt";

    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Folder(), name));

    public static HostNetwork Host(string name) => HostNetwork.Parse(name.Split('.')[0], Read(name));

    /// <summary>Captures a probe's output from the container named by <c>FIXTURE_HOST</c> into the file named by <c>FIXTURE</c>.</summary>
    public static async Task CaptureAsync(string host, string name)
    {
        await using var file = File.Create(Path.Combine(Folder(), name));
        foreach (var probe in HostProbe.Commands)
        {
            var command = new HostCommand("docker", ["exec", host, probe.Program, .. probe.Arguments]);
            var result = await new LocalMachine().RunAsync(command, TestContext.Current.CancellationToken);
            await file.WriteAsync(result.Check().OutputBytes);
        }
    }

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Fixtures");
}
