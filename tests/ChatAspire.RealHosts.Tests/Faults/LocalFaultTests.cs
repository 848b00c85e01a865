using ChatAspire.Tests.Faults;

namespace ChatAspire.RealHosts.Tests.Faults;

/// <summary>The catalogue's faults and controls on this machine's own engine, without a lab.</summary>
[Collection(nameof(PlainHost))]
public sealed class LocalFaultTests(PlainHost fixture)
{
    public static TheoryData<string> Sample => [.. FaultMeasurement.Sample(FaultCatalogue.Local)];

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
}
