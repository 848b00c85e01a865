using System.CommandLine;
using ChatAspire.Lab.Challenges;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Provisioner.CommandLine;
using ChatAspire.Provisioner.Progress;

namespace ChatAspire.Provisioner.Commands;

/// <summary>The options shared by all subcommands of <c>challenge</c>: the language and the lab.</summary>
internal sealed class ChallengeOptions
{
    private readonly Option<string> _language = new("--lang")
    {
        Description = "The language. Default: the locale's.",
        HelpName = string.Join('|', ChallengeWords.Languages),
        DefaultValueFactory = _ => ChallengeWords.DefaultLanguage,
    };

    private readonly LabOptions _lab;

    /// <summary>Adds the options to a subcommand; called after the subcommand's own options were added.</summary>
    public ChallengeOptions(CliCommand verb)
    {
        _language.Restrict("language", ChallengeWords.Languages);
        verb.Add(_language);
        _lab = new LabOptions(verb);
    }

    /// <summary>Reads the lab and the language.</summary>
    public ChallengeRequest Read(ParseResult parsed) => new(_lab.Read(parsed), parsed.GetValue(_language)!);
}

/// <summary>The lab and the language of a <c>challenge</c> subcommand.</summary>
internal sealed record ChallengeRequest(LabSession Lab, string Language)
{
    /// <summary>The fixed texts in the requested language.</summary>
    public ChallengeWords Words { get; } = ChallengeWords.In(Language);

    /// <summary>Runs an action that takes seconds, and shows its current activity on standard error.</summary>
    public async Task<T> RunAsync<T>(Func<ChallengeSession, Task<T>> run)
    {
        using var activity = ActivityLine.Begin(Words.Say("connecting"));
        var isFirst = true;
        return await run(new ChallengeSession(Lab, key =>
        {
            if (!isFirst || key != "connecting")
            {
                activity.Next(Words.Say(key));
            }

            isFirst = false;
        }));
    }

    /// <summary>Reads the texts of a challenge in the requested language, with the values of a case filled in.</summary>
    public ChallengeText Text(string name, ChallengeCase example) => ChallengeText.Read(name, Language, example.Values);
}
