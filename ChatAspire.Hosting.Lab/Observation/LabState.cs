namespace ChatAspire.Hosting.Lab.Observation;

/// <summary>The state of a lab as the dashboard shows it.</summary>
/// <param name="Text">One of the constants.</param>
/// <param name="Details">What differs, or why something failed, with the next step; a line each.</param>
internal sealed record LabState(string Text, string Style, IReadOnlyList<string> Details)
{
    public const string CheckingText = "Checking";
    public const string NotCreatedText = "Not created";
    public const string DriftedText = "Drifted";
    public const string FailedText = "Failed";
    public const string ChallengeText = "Challenge";

    /// <summary>Before the first look.</summary>
    public static LabState Checking { get; } = new(CheckingText, KnownResourceStateStyles.Info, []);

    /// <summary>While <c>up</c> runs.</summary>
    public static LabState Starting { get; } = new(KnownResourceStates.Starting, KnownResourceStateStyles.Info, []);

    /// <summary>While <c>down</c> runs.</summary>
    public static LabState Stopping { get; } = new(KnownResourceStates.Stopping, KnownResourceStateStyles.Info, []);

    /// <summary>No host exists.</summary>
    public static LabState NotCreated { get; } = new(NotCreatedText, KnownResourceStateStyles.Info, []);

    /// <summary>Everything is as lab.json describes it.</summary>
    public static LabState Running { get; } = new(KnownResourceStates.Running, KnownResourceStateStyles.Success, []);

    /// <summary>The lab exists, but differs from lab.json.</summary>
    public static LabState Drifted(IReadOnlyList<string> differences) =>
        new(DriftedText, KnownResourceStateStyles.Warn, differences);

    /// <summary>A challenge runs: the lab is broken on purpose, and a list of what differs would give its cause away.</summary>
    public static LabState Challenge(string name) =>
        new(ChallengeText, KnownResourceStateStyles.Warn, [$"Challenge {name} is running: the lab is broken on purpose."]);

    /// <summary>The lab could not be created, removed or read.</summary>
    /// <param name="error">The reason, with the next step.</param>
    public static LabState Failed(string error) => new(FailedText, KnownResourceStateStyles.Error, error.Split('\n'));

    /// <summary>Judges a reading.</summary>
    /// <param name="problems">The findings of the last complete check, which takes seconds; null before the first one.</param>
    /// <param name="exists">False if no host of the lab exists, not even a stopped one; null if unknown.</param>
    public static LabState Of(LabResource lab, LabReading reading, IReadOnlyList<string>? problems, bool? exists)
    {
        if (reading.Error is { } error)
        {
            return Failed(error);
        }

        if (reading.Hosts.Count == 0)
        {
            return exists switch
            {
                null => Checking,
                false => NotCreated,
                true => Drifted(problems is { Count: > 0 } ? problems : ["No host is running."]),
            };
        }

        // Read just now, so they come before what the last complete check found.
        string[] now =
        [
            .. lab.Hosts.Where(host => reading.State(host.Name) is null).Select(host => $"{host.Name} is not running"),
            .. from container in lab.Containers
               where reading.State(container.Parent.Name) is not null && reading.Container(container) is not { IsRunning: true }
               select $"{container.Name} on {container.Parent.Name}: {reading.Container(container)?.Summary ?? "missing"}",
        ];
        string[] all = [.. now, .. problems ?? []];
        return all.Length > 0 ? Drifted(all) : problems is null ? Checking : Running;
    }
}
