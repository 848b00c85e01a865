namespace ChatAspire.Network.Walk.Capture;

/// <summary>Reads growing files of a host.</summary>
internal interface ICaptureTail : IAsyncDisposable
{
    /// <summary>
    /// Reads the bytes that were added since the previous call, and as <see cref="CaptureScript.Now"/> the time up to which that is, by
    /// the host's clock. Empty for a file that did not grow or does not exist yet.
    /// </summary>
    Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> ReadAsync(CancellationToken cancellation);
}
