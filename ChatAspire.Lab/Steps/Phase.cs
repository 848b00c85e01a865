namespace ChatAspire.Lab.Steps;

/// <summary>Steps that run in parallel, host by host; the next phase begins when all have ended.</summary>
public sealed record Phase(string Title, IReadOnlyList<HostSteps> HostSteps);
