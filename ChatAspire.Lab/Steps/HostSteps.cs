namespace ChatAspire.Lab.Steps;

/// <summary>Steps that run in order on one host.</summary>
/// <param name="Name">The host whose state the steps establish, as shown in the progress.</param>
/// <param name="Host">
/// The machine on which the commands run. It differs from <paramref name="Name"/> for steps that create the host, because the host does
/// not exist yet.
/// </param>
public sealed record HostSteps(string Name, string Host, IReadOnlyList<Step> Steps);
