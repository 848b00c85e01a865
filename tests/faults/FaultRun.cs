namespace ChatAspire.Tests.Faults;

/// <summary>A run of a part of the catalogue.</summary>
/// <param name="Load">The machine's load average of one minute, at the beginning and at the end.</param>
internal sealed record FaultRun(
    DateOnly Date, string Commit, int Processors, IReadOnlyList<double> Load, IReadOnlyList<FaultResult> Results);
