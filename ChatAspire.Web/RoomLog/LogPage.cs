namespace ChatAspire.Web.RoomLog;

/// <summary>Consecutive messages of a log, and the log's bounds, all read at the same instant.</summary>
/// <param name="Epoch">The log's epoch; null when there is no log.</param>
/// <param name="Last">The number of the newest message; 0 before the first one.</param>
/// <param name="First">The lowest number still in the log; <paramref name="Last"/> + 1 when the log is empty.</param>
/// <param name="From">The number of the first of <paramref name="Bodies"/>.</param>
/// <param name="Bodies">The stored messages, each a JSON object in UTF-8.</param>
internal sealed record LogPage(string? Epoch, long Last, long First, long From, byte[][] Bodies);
