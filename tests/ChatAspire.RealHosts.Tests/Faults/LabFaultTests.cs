using ChatAspire.Network.Execution;
using ChatAspire.Tests.Faults;

namespace ChatAspire.RealHosts.Tests.Faults;

/// <summary>The catalogue's faults and controls on a lab: two hosts joined by a VXLAN overlay.</summary>
[Collection(nameof(WalkLab))]
public sealed class LabFaultTests(WalkLab fixture)
{
    public static TheoryData<string> Sample => [.. FaultMeasurement.Sample(FaultCatalogue.Lab)];

    [Theory]
    [MemberData(nameof(Sample))]
    public async Task A_fault_is_named_by_place_and_cause_and_its_printed_cure_heals(string name) =>
        await FaultMeasurement.AssertRightAsync(FaultCatalogue.Lab, name, await LaneAsync());

    [Fact]
    public async Task The_whole_catalogue_is_diagnosed()
    {
        var reason = FaultMeasurement.SkipReason(FaultCatalogue.Lab);
        Assert.SkipWhen(reason is not null, reason ?? "");

        FaultMeasurement.AssertGood(await FaultMeasurement.RunAsync(FaultCatalogue.Lab, await LaneAsync()));
    }

    private async Task<FaultLane> LaneAsync() => new(
        (host, command) => new HostCommand("docker", ["exec", "-i", $"{fixture.Name}-{host}", command.Program, .. command.Arguments])
        {
            Input = command.Input,
        },
        arguments => fixture.Lab.RunAsync(arguments),
        new Dictionary<string, string>
        {
            ["$OUTSIDE"] = (await fixture.OnHostAsync("host-a", "ip -4 route show default | cut -d' ' -f3")).Trim(),
        },
        async () => (await fixture.Lab.RunAsync("up")).EnsureSuccess());
}
