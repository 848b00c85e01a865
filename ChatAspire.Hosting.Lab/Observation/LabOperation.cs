namespace ChatAspire.Hosting.Lab.Observation;

/// <summary>An operation on a lab, which lasts until it is disposed.</summary>
/// <param name="state">As <see cref="State"/>.</param>
/// <param name="end">Called on disposal with this operation.</param>
internal sealed class LabOperation(LabState? state, Action<LabOperation> end) : IDisposable
{
    /// <summary>The state that the lab shows during the operation; null to show the observed state.</summary>
    public LabState? State => state;

    /// <summary>The error of the operation, with its hint; null if it did not fail.</summary>
    public string? Failure { get; set; }

    public void Dispose() => end(this);
}
