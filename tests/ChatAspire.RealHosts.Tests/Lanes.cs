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

/// <summary>
/// The lab whose hosts are stopped and removed; its collection alone creates other labs and compares the state of this machine.
/// </summary>
[CollectionDefinition(nameof(MachineLab))]
public sealed class MachineLab(LabHome home) : LabFixture(home, "machine", reservesEngine: true), ICollectionFixture<MachineLab>;
