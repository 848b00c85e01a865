using System.Text.Json;

namespace ChatAspire.Lab.State;

/// <summary>Finds the challenge that is running on a lab. Such a lab is broken on purpose.</summary>
public static class RunningChallenge
{
    internal const string FileName = "challenge.json";

    /// <summary>The file with the records of the challenges that have ended.</summary>
    internal const string HistoryName = "challenges-ended.json";

    /// <summary>Reads the name of the running challenge.</summary>
    /// <returns>The name, or "?" if the challenge's record is damaged; null if no challenge is running.</returns>
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
            return "?"; // The record is damaged, as after a power failure, but the lab may still be broken.
        }
    }
}
