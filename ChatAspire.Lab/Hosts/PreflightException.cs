using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts;

/// <summary>Reports all problems found before anything was changed, each with a hint.</summary>
public sealed class PreflightException(IReadOnlyList<Problem> problems) : UserErrorException(
    "Not possible on this machine; nothing was changed:\n"
    + string.Join('\n', problems.Select(problem => $"  - {problem.What}\n    {problem.Hint}")));
