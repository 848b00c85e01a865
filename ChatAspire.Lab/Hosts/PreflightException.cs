using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts;

/// <summary>What is missing before anything can be made, all at once, each with its cure.</summary>
public sealed class PreflightException(IReadOnlyList<Problem> problems) : UserErrorException(
    "Not possible here, and nothing was changed:\n" + string.Join('\n', problems.Select(problem => $"  - {problem.What}\n    {problem.Hint}")));
