namespace ChatAspire.Hosting.Lab.Observation;

/// <summary>An operation on a lab, until disposed.</summary>
/// <param name="state">The state that the lab shows meanwhile; null for the observed one.</param>
/// <param name="end">Receives the failure; null for none.</param>
internal sealed class LabOperation(LabState? state, Action<string?> end) : IDisposable
{
    /// <summary>The state that the lab shows meanwhile; null for the observed one.</summary>
    public LabState? State => state;

    /// <summary>The reason for its failure, with the next step; null for none.</summary>
    public string? Failure { get; set; }

    public void Dispose() => end(Failure);
}
