using System.Text.Json;

namespace ChatAspire.Lab.State;

/// <summary>Tells whether a challenge runs on a lab, which is then broken on purpose.</summary>
public static class RunningChallenge
{
    internal const string FileName = "challenge.json";

    /// <summary>The file of the challenges that have ended.</summary>
    internal const string HistoryName = "challenges-ended.json";

    /// <returns>The name of the challenge; null if none runs.</returns>
    public static string? NameIn(LabDirectory directory)
    {
        if (directory.Read(FileName) is not { } text)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.TryGetProperty("name", out var name) ? name.GetString() : "?";
        }
        catch (JsonException)
        {
            return "?"; // Damaged, as after a power failure: the lab may still be broken.
        }
    }
}
