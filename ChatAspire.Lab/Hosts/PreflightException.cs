using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts;

/// <summary>Thrown before anything is changed; the message lists every problem with its hint.</summary>
public sealed class PreflightException(IReadOnlyList<Problem> problems) : UserErrorException(
    "Not possible on this machine; nothing was changed:\n"
    + string.Join('\n', problems.Select(problem => $"  - {problem.What}\n    {problem.Hint}")));
