namespace ChatAspire.Network.Walk.Capture;

/// <summary>Reads growing files of a host.</summary>
internal interface ICaptureTail : IAsyncDisposable
{
    /// <summary>
    /// Reads the bytes that were added to each file since the previous call; none for a file that did not grow or does not exist yet. The
    /// entry <see cref="CaptureScript.Now"/> is the time of the reading by the host's clock.
    /// </summary>
    Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> ReadAsync(CancellationToken cancellation);
}
