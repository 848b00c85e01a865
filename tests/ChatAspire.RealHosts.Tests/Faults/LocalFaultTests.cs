using ChatAspire.Tests.Faults;

namespace ChatAspire.RealHosts.Tests.Faults;

/// <summary>The catalogue's faults and controls on this machine's own engine, without a lab.</summary>
[Collection(nameof(PlainHost))]
public sealed class LocalFaultTests(PlainHost fixture)
{
    public static TheoryData<string> Sample => [.. FaultMeasurement.Sample(FaultCatalogue.Local)];

    /// <summary>The base of the host's image, and the kernel's tables that its iptables writes.</summary>
    public static TheoryData<string, string> OtherEngines => new()
    {
        { "debian:bookworm-slim", "legacy" },
        { "debian:trixie-slim", "nft" },
        { "debian:trixie-slim", "legacy" },
        { "debian:forky-slim", "nft" },
    };

    private FaultLane Lane => new(
        (_, command) => command,
        arguments => fixture.Chatlab.RunAsync(arguments),
        new Dictionary<string, string> { ["$OUTSIDE"] = fixture.Outside, ["$HERE"] = fixture.Address },
        PlainHost.RecreateAsync);

    [Theory]
    [MemberData(nameof(Sample))]
    public Task A_fault_is_named_by_place_and_cause_and_its_printed_cure_heals(string name) =>
        FaultMeasurement.AssertRightAsync(FaultCatalogue.Local, name, Lane);

    [Fact]
    public async Task The_whole_catalogue_is_diagnosed()
    {
        var reason = FaultMeasurement.SkipReason(FaultCatalogue.Local);
        Assert.SkipWhen(reason is not null, reason ?? "");

        FaultMeasurement.AssertGood(await FaultMeasurement.RunAsync(FaultCatalogue.Local, Lane));
    }

    /// <summary>Elsewhere what that backend writes is read from fixtures (HostNetworkTests, MutationTests).</summary>
    [Fact]
    public async Task The_sample_is_diagnosed_with_Docker_s_nftables_backend()
    {
        var backend = (await PlainHost.RunAsync("docker info -f '{{.FirewallBackend.Driver}}' 2> /dev/null || true")).Trim();
        Assert.SkipUnless(
            backend.StartsWith("nftables", StringComparison.Ordinal),
            "needs Docker Engine 29 with --firewall-backend=nftables, which no package of Debian has; this engine uses iptables");

        foreach (var name in FaultMeasurement.Sample(FaultCatalogue.Local))
        {
            await FaultMeasurement.AssertRightAsync(FaultCatalogue.Local, name, Lane);
        }
    }

    [Theory]
    [MemberData(nameof(OtherEngines))]
    public async Task The_whole_catalogue_is_diagnosed_on_other_engines(string hostBase, string tables)
    {
        Assert.SkipUnless(FullRun.IsOn, "takes minutes for each engine; eng/test --full runs it.");
        await using var engine = await OtherEngine.StartAsync(hostBase, tables);

        var ran = await OtherEngine.RunTestAsync(
            $"*.{nameof(LocalFaultTests)}.{nameof(The_whole_catalogue_is_diagnosed)}",
            $"{FaultMeasurement.OnlyVariable}={FaultMeasurement.Only ?? FaultMeasurement.Whole}");

        TestContext.Current.SendDiagnosticMessage($"{engine.Versions}{ran.Output}");
        Assert.True(ran.Succeeded, $"exit code {ran.ExitCode} on {engine.Versions}{ran.Error}");
        Assert.Contains("Failed: 0, Skipped: 0", ran.Output, StringComparison.Ordinal);
    }
}
