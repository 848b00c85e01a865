using System.Text.Json;
using ChatAspire.Lab.State;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Challenges;

/// <summary>Stores the records of a lab's challenges in the lab's directory; <c>down</c> deletes all files there.</summary>
internal sealed class ChallengeStore(LabDirectory directory)
{
    /// <summary>Reads the record of the running challenge.</summary>
    /// <returns>Null if no challenge is running.</returns>
    /// <exception cref="UserErrorException">The record is damaged.</exception>
    public ChallengeRecord? Read()
    {
        try
        {
            return directory.Read(RunningChallenge.FileName) is { } text
                ? JsonSerializer.Deserialize(text, ChallengeRecordJson.Default.ChallengeRecord)
                : null;
        }
        catch (JsonException e)
        {
            throw new UserErrorException($"{directory.File(RunningChallenge.FileName)} is damaged: {e.Message}",
                "Delete it, then run `chatlab up`, which repairs the lab; or run `chatlab down`.", e);
        }
    }

    /// <summary>Reads the record of the running challenge.</summary>
    /// <exception cref="UserErrorException">No challenge is running, or its record is damaged.</exception>
    public ChallengeRecord ReadRunning() => Read() ?? throw new UserErrorException(
        "No challenge is running on this lab.", "Begin one: chatlab challenge start");

    /// <summary>Stores the record of the running challenge.</summary>
    public void Write(ChallengeRecord record) =>
        directory.Write(RunningChallenge.FileName, JsonSerializer.Serialize(record, ChallengeRecordJson.Default.ChallengeRecord));

    /// <summary>Deletes the record of the running challenge.</summary>
    public void Discard() => File.Delete(directory.File(RunningChallenge.FileName));

    /// <summary>
    /// Appends a record, without the hosts' states, to the records of ended challenges, and deletes the record of the running challenge.
    /// </summary>
    public void End(ChallengeRecord record)
    {
        IReadOnlyList<ChallengeRecord> ended =
            [.. ReadEnded(), record with { Before = new Dictionary<string, IReadOnlyList<string>>(), Own = [] }];
        directory.Write(
            RunningChallenge.HistoryName, JsonSerializer.Serialize(ended, ChallengeRecordJson.Default.IReadOnlyListChallengeRecord));
        Discard();
    }

    /// <summary>Reads the records of the ended challenges, then the record of the running challenge, if any.</summary>
    /// <exception cref="UserErrorException">The record of the running challenge is damaged.</exception>
    public IReadOnlyList<ChallengeRecord> ReadAll() => [.. ReadEnded(), .. Read() is { } running ? new[] { running } : []];

    private IReadOnlyList<ChallengeRecord> ReadEnded()
    {
        try
        {
            return directory.Read(RunningChallenge.HistoryName) is { } text
                ? JsonSerializer.Deserialize(text, ChallengeRecordJson.Default.IReadOnlyListChallengeRecord) ?? []
                : [];
        }
        catch (JsonException)
        {
            return []; // A damaged history must not prevent `reset` from ending a challenge.
        }
    }
}
