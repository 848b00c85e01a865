using System.Text.Json;

namespace ChatAspire.Testing;

/// <summary>One Server-Sent Event.</summary>
/// <param name="Name">Its name; <c>message</c> where the stream gives none.</param>
/// <param name="Id">Its own id; null when it has none.</param>
/// <param name="Data">Its data.</param>
public sealed record SseEvent(string Name, string? Id, string Data)
{
    /// <summary>The data as JSON.</summary>
    public JsonElement Json => JsonElement.Parse(Data);
}
