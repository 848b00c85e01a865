namespace ChatAspire.Tests.Faults;

/// <summary>A measured run of cases of one part of the catalogue.</summary>
/// <param name="Started">UTC.</param>
/// <param name="Load">The machine's load average of one minute, at the beginning and at the end.</param>
internal sealed record FaultRun(
    DateTime Started, string Commit, int Processors, IReadOnlyList<double> Load, IReadOnlyList<FaultResult> Results);
