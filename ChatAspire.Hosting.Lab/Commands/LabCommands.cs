using ChatAspire.Hosting.Lab.Observation;
using ChatAspire.Lab.Lessons;

namespace ChatAspire.Hosting.Lab.Commands;

/// <summary>The dashboard commands of a lab: start, stop, verify, walk, walk a message, challenge, lesson.</summary>
internal static class LabCommands
{
    private static readonly string[] Idle = [LabState.NotCreatedText, LabState.DriftedText, LabState.FailedText];
    private static readonly string[] Present =
        [KnownResourceStates.Running, KnownResourceStates.Starting, LabState.DriftedText, LabState.FailedText, LabState.ChallengeText];
    private static readonly string[] Usable =
        [KnownResourceStates.Running, LabState.DriftedText, LabState.FailedText, LabState.ChallengeText];

    /// <summary>Adds the commands to the lab's resource.</summary>
    public static IResourceBuilder<LabResource> WithLabCommands(this IResourceBuilder<LabResource> resource)
    {
        var lab = resource.Resource;
        return resource
            .WithConsoleCommand(lab, KnownResourceCommands.StartCommand, "Start", new CommandOptions
            {
                Description = "Creates the lab, or repairs what is missing (chatlab up). Its steps are in the console log.",
                IconName = "Play",
                IsHighlighted = true,
                UpdateState = EnabledIn(Idle),
            }, async (console, _) => await console.Operations.StartAsync() is var changes && changes == 0
                ? ConsoleCommand.Success("The lab is running; nothing had to change.")
                : ConsoleCommand.Success($"The lab is running ({changes} {(changes == 1 ? "change" : "changes")})."))
            .WithConsoleCommand(lab, KnownResourceCommands.StopCommand, "Stop", new CommandOptions
            {
                Description = "Removes the lab with all of its hosts (chatlab down); cancels a start that runs.",
                ConfirmationMessage = $"Remove lab {lab.Session.Spec.Name} with all of its hosts and their data?",
                IconName = "Stop",
                IsHighlighted = true,
                UpdateState = EnabledIn(Present),
            }, async (console, _) => await console.Operations.StopAsync() is { Count: > 0 } removed
                ? ConsoleCommand.Success($"The lab is removed: {string.Join(", ", removed)}.")
                : ConsoleCommand.Success("The lab does not exist: nothing to remove."))
            .WithVerifyCommand(lab)
            .WithWalkMessageCommand(EnabledIn(Usable))
            .WithWalkCommand(EnabledIn(Usable))
            .WithChallengeCommand(EnabledIn(Usable))
            .WithConsoleCommand(lab, "lesson", "Lesson…", new CommandOptions
            {
                Description = "Runs a section of the chapter step by step in a terminal of the dashboard.",
                IconName = "BookOpen",
                IsHighlighted = true,
                Visibility = ResourceCommandVisibility.UI,
                UpdateState = EnabledIn(Usable),
                Arguments =
                [
                    new InteractionInput
                    {
                        Name = "section", Label = "Section", InputType = InputType.Choice, Required = true, Value = LessonBook.Sections[0],
                        Options = [.. LessonBook.Sections.Select(section => new KeyValuePair<string, string>(section, section))],
                    },
                    new InteractionInput
                    {
                        Name = "lang", Label = "Language", InputType = InputType.Choice, Required = true, Value = LessonWords.Default,
                        Options = [new("en", "English"), new("ja", "日本語")],
                    },
                ],
            }, async (console, context) => await LessonTerminal.OpenAsync(
                console, context.Services, context.Arguments.GetString("section")!, context.Arguments.GetString("lang")!));
    }

    /// <summary>Adds the command that verifies the whole lab, to the lab or to one of its hosts.</summary>
    public static IResourceBuilder<T> WithVerifyCommand<T>(this IResourceBuilder<T> resource, LabResource lab)
        where T : IResource => resource.WithConsoleCommand(lab, "verify", "Verify the lab", new CommandOptions
        {
            Description = "Checks the whole lab: ping and MTU across the tunnel, a chat message between the hosts, and its trace.",
            IconName = "CheckmarkCircle",
            Progress = new CommandProgressOptions { Title = "Verify the lab", Message = "Checking every step, the tunnel and the chat…" },
        }, async (console, context) =>
        {
            var report = await console.Operations.VerifyAsync(context.CancellationToken);
            return ConsoleCommand.Markdown(
                report.IsSatisfied, report.IsSatisfied ? "The lab works." : "The lab does not work.", ReportMarkdown.Of(report));
        });

    private static Func<UpdateCommandStateContext, ResourceCommandState> EnabledIn(string[] states) => context =>
        states.Contains(context.ResourceSnapshot.State?.Text) ? ResourceCommandState.Enabled : ResourceCommandState.Disabled;
}
