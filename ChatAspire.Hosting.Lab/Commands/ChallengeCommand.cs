using System.Globalization;
using ChatAspire.Hosting.Lab.Operations;
using ChatAspire.Lab.Challenges;
using ChatAspire.Network.Execution;

namespace ChatAspire.Hosting.Lab.Commands;

/// <summary>Adds the challenges to a lab: the subcommands of <c>chatlab challenge</c> as one dashboard command with an action.</summary>
internal static class ChallengeCommand
{
    private const string ActionName = "action";
    private const string NameName = "name";
    private const string LevelName = "level";
    private const string SeedName = "seed";
    private const string LanguageName = "lang";

    /// <summary>The choice of a name or level that lets the seed decide.</summary>
    private const string Any = "any";

    private static readonly string[] Actions = ["start", "check", "hint", "solution", "reset", "list"];

    /// <summary>Adds the command to the lab's resource.</summary>
    /// <param name="state">Returns the command's state, enabled or disabled, for the lab's state.</param>
    public static IResourceBuilder<LabResource> WithChallengeCommand(
        this IResourceBuilder<LabResource> resource, Func<UpdateCommandStateContext, ResourceCommandState> state) =>
        resource.WithConsoleCommand(resource.Resource, "challenge", "Challenge…", new CommandOptions
        {
            Description = "Breaks the lab for you to repair; also checks your repair, gives hints and the solution, and restores the lab.",
            IconName = "PuzzlePiece",
            IsHighlighted = true,
            UpdateState = state,
            Arguments =
            [
                Choice(ActionName, "Action", Actions[0], "check judges the lab by its state and by packets.", Actions),
                Choice(NameName, "Challenge", Any, "For start. The action list shows the titles.", [Any, .. ChallengeBook.Names]),
                Choice(LevelName, "Level", Any, "For start, without a name.", [Any, .. ChallengeBook.Levels.Select(Text)]),
                new InteractionInput
                {
                    Name = SeedName,
                    Label = "Seed",
                    Description = "For start. The same seed gives the same challenge everywhere. Default: random, and printed.",
                    InputType = InputType.Number,
                },
                Choice(LanguageName, "Language", ChallengeWords.DefaultLanguage, null, ChallengeWords.Languages),
            ],
            Progress = new CommandProgressOptions { Title = "Challenge", Message = "Working on the hosts…" },
        }, (console, context) => RunAsync(console, context.Arguments, context.CancellationToken));

    private static InteractionInput Choice(
        string name, string label, string value, string? description, IReadOnlyList<string> options) => new()
        {
            Name = name,
            Label = label,
            Description = description,
            InputType = InputType.Choice,
            Required = true,
            Value = value,
            Options = [.. options.Select(option => new KeyValuePair<string, string>(option, option))],
        };

    private static async Task<ExecuteCommandResult> RunAsync(
        LabConsole console, InteractionInputCollection arguments, CancellationToken cancellation)
    {
        var action = arguments.GetString(ActionName)!;
        var (name, level, seed) = (Given(arguments, NameName), Given(arguments, LevelName), Given(arguments, SeedName));
        if (action != Actions[0] && (name ?? level ?? seed) is { } surplus)
        {
            throw new UserErrorException(
                $"\"{surplus}\" chooses a challenge, and {action} does not start one.", "Omit name, level and seed, or use start.");
        }

        using var operation = console.Watch.Begin(state: null);
        var desk = new ChallengeDesk(console.Lab.Session, arguments.GetString(LanguageName)!);
        return action switch
        {
            "start" => await desk.StartAsync(name, Number(seed), (int?)Number(level), cancellation),
            "check" => await desk.CheckAsync(cancellation),
            "hint" => await desk.HintAsync(cancellation),
            "solution" => await desk.SolutionAsync(cancellation),
            "reset" => await desk.ResetAsync(cancellation),
            _ => desk.List(),
        };
    }

    private static string? Given(InteractionInputCollection arguments, string name) =>
        arguments.GetString(name) is { Length: > 0 } value && value != Any ? value : null;

    private static long? Number(string? text) => text is null ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw new UserErrorException($"The seed {text} is not a whole number.", "Use a number such as 7.");

    private static string Text(int level) => level.ToString(CultureInfo.InvariantCulture);
}
