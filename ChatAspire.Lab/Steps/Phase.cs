namespace ChatAspire.Lab.Steps;

/// <summary>Steps of several hosts. The hosts run in parallel; the next phase begins when all of them have finished.</summary>
public sealed record Phase(string Title, IReadOnlyList<HostSteps> HostSteps);
