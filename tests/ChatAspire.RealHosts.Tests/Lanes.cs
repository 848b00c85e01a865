using ChatAspire.Tests.Shared;

namespace ChatAspire.RealHosts.Tests;

/// <summary>The lab that walks are run on.</summary>
[CollectionDefinition(nameof(WalkLab))]
public sealed class WalkLab(LabHome home) : LabFixture(home, "walk"), ICollectionFixture<WalkLab>;

/// <summary>The lab that is read, documented and taught on.</summary>
[CollectionDefinition(nameof(LessonLab))]
public sealed class LessonLab(LabHome home) : LabFixture(home, "lesson"), ICollectionFixture<LessonLab>;

/// <summary>The lab whose containers and devices are damaged and repaired.</summary>
[CollectionDefinition(nameof(RepairLab))]
public sealed class RepairLab(LabHome home) : LabFixture(home, "repair"), ICollectionFixture<RepairLab>;

/// <summary>The lab whose hosts are restarted, replaced, and used from an AppHost.</summary>
[CollectionDefinition(nameof(HostsLab))]
public sealed class HostsLab(LabHome home) : LabFixture(home, "hosts"), ICollectionFixture<HostsLab>;

/// <summary>The programs that eng/publish makes, installed, and the lab that they run.</summary>
[CollectionDefinition(nameof(InstalledPrograms))]
public sealed class InstalledLane : ICollectionFixture<InstalledPrograms>;

/// <summary>
/// A lab whose tests create other labs, change the engine, and compare the state of this machine.
/// </summary>
[CollectionDefinition(nameof(MachineLab))]
public sealed class MachineLab(LabHome home) : LabFixture(home, "machine"), ICollectionFixture<MachineLab>
{
    private readonly LabHome _home = home;
    private bool _entered;

    public override async ValueTask InitializeAsync()
    {
        await _home.EnterMachineAsync();
        _entered = true;
        try
        {
            await base.InitializeAsync();
        }
        catch
        {
            Leave();
            throw;
        }
    }

    /// <summary>Keeps the state of this machine until it is compared.</summary>
    public Task<MachineState> KeepMachineAsync() => MachineState.KeepAsync(_home);

    public override async ValueTask DisposeAsync()
    {
        try
        {
            await base.DisposeAsync();
        }
        finally
        {
            Leave();
        }
    }

    private void Leave()
    {
        if (_entered)
        {
            _entered = false;
            _home.LeaveMachine();
        }
    }
}

/// <summary>
/// MachineLab first, because its tests wait until no other lab is being created; then the longest. PlainHost, the last, waits for
/// MachineLab to end, and lets no other lab be created.
/// </summary>
public sealed class LaneOrder() : CollectionOrder(
    nameof(MachineLab), nameof(WalkLab), nameof(RepairLab), nameof(HostsLab), nameof(LessonLab), nameof(InstalledPrograms),
    nameof(PlainHost));
