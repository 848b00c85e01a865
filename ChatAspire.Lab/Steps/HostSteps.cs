namespace ChatAspire.Lab.Steps;

/// <summary>Steps that run in order on one host.</summary>
/// <param name="Name">The host that the steps are about, shown in the progress.</param>
/// <param name="Host">The place where the commands run; differs from <paramref name="Name"/> while that host does not exist yet.</param>
public sealed record HostSteps(string Name, string Host, IReadOnlyList<Step> Steps);
