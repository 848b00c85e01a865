using System.Text.RegularExpressions;
using ChatAspire.Lab.Hosts.Ec2;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.State;

namespace ChatAspire.RealHosts.Tests.Console;

/// <summary>A learner who uses nothing but the dashboard in a real browser: a lesson, and three challenges.</summary>
[Collection(nameof(HostsLab))]
public sealed partial class LearnerTests(HostsLab fixture)
{
    private const string NotFull = "takes minutes; eng/test --full runs it.";

    private static readonly TimeSpan StepLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RepairLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LessonLimit = TimeSpan.FromMinutes(5);

    private LabDirectory Directory =>
        LabSession.Create(LabSpec.Load(fixture.FileOf(fixture.Name)), HostSources.Local, Ec2OptionValues.None).Directory;

    [Fact]
    public async Task Lesson_3_5_is_done_step_by_step_in_its_terminal_and_leaves_nothing()
    {
        Assert.SkipUnless(FullRun.IsOn, NotFull);
        var before = await fixture.HostsAsync();
        await using var appHost = await LabAppHost.StartAsync(fixture.FileOf(fixture.Name), fixture.Home);
        await using var browser = await ConsoleBrowser.OpenAsync(appHost.Dashboard);
        await browser.UntilStateAsync("lab", "Running", StepLimit);

        await browser.ChooseAsync("lab", "Lesson…");
        await browser.FillAsync("Section", "3-5");
        await browser.FillAsync("Language", "en");
        await browser.SubmitAsync();
        await browser.UntilAsync(
            "the lesson holds the lab",
            () => Task.FromResult(Holder().Contains("lesson 3-5", StringComparison.Ordinal)),
            StepLimit,
            Holder);
        await browser.UntilAsync(
            "a line that the learner types runs on the step's host",
            async () =>
            {
                await browser.TypeAsync("hostname > /run/learner\n");
                return await fixture.OnHostAsync("host-a", "cat /run/learner 2>&1 || true") == "host-a\n";
            },
            StepLimit);
        await NextAsync(browser, "the lesson's device and container are on host-b", async () =>
            await fixture.OnHostAsync("host-b", "ip -br link show vxlan1 && docker ps --format '{{.Names}}' || true") is var found
            && found.Contains("vxlan1", StringComparison.Ordinal) && found.Contains("test-b", StringComparison.Ordinal));
        await browser.SaveAsync("console-lesson.png");
        await NextAsync(browser, "the lesson has ended", () => Task.FromResult(Holder().Length == 0));

        await fixture.OnHostAsync("host-a", "rm /run/learner");
        Assert.Equal(before, await fixture.HostsAsync());
    }

    [Fact]
    public async Task Three_challenges_are_solved_in_the_browser_only()
    {
        Assert.SkipUnless(FullRun.IsOn, NotFull);
        await using var appHost = await LabAppHost.StartAsync(fixture.FileOf(fixture.Name), fixture.Home);
        await using var browser = await ConsoleBrowser.OpenAsync(appHost.Dashboard);
        await browser.UntilStateAsync("lab", "Running", StepLimit);

        foreach (var name in new[] { "night-shift", "lights-out", "closed-shop" })
        {
            var story = await ActAsync(
                browser, "start", "The lab is broken now.", name, picture: name == "closed-shop" ? "console-challenge.png" : null);
            Assert.Contains($"Challenge {name}, level 1, seed 7.", story, StringComparison.Ordinal);
            await browser.UntilStateAsync("lab", "Challenge", StepLimit);
            await ActAsync(browser, "check", "Not solved yet");
            await ActAsync(browser, "hint", "Hint 1 of");
            var solution = Command().Match(await ActAsync(browser, "solution", "chatlab ssh "));
            await RepairAsync(browser, solution.Groups["host"].Value, solution.Groups["command"].Value);
            await ActAsync(browser, "check", "✓ Solved in");
            await ActAsync(browser, "reset", "the lab is restored");
            await browser.UntilStateAsync("lab", "Running", StepLimit);
        }
    }

    /// <summary>Runs an action of the lab's challenges, and returns the text of its result.</summary>
    private static async Task<string> ActAsync(
        ConsoleBrowser browser, string action, string expected, string? name = null, string? picture = null)
    {
        await browser.ChooseAsync("lab", "Challenge…");
        await browser.FillAsync("Action", action);
        if (name is not null)
        {
            await browser.FillAsync("Challenge", name);
            await browser.FillAsync("Seed", "7");
        }

        await browser.FillAsync("Language", "en");
        await browser.SubmitAsync();
        var text = await browser.UntilResultAsync(expected);
        if (picture is not null)
        {
            await browser.SaveAsync(picture);
        }

        await browser.CloseAsync();
        return text;
    }

    /// <summary>Types the cure in a terminal on the host.</summary>
    private async Task RepairAsync(ConsoleBrowser browser, string host, string command)
    {
        await browser.UntilAsync(
            $"the cure ran on {host}",
            async () =>
            {
                // A new page each time: keys that came too soon are shortcuts of the page, and may have led elsewhere.
                await browser.ShowResourcesAsync();
                await browser.PressAsync(host, "Opens a shell");
                for (var i = 0; i < 3; i++)
                {
                    // Once only: some cures fail where the fault is gone.
                    await browser.TypeAsync($"[ -e /run/cured ] || {{ {command} && touch /run/cured; }}\n");
                    if ((await fixture.OnHostAsync(host, "ls /run/cured 2>&1 || true")).StartsWith("/run/cured", StringComparison.Ordinal))
                    {
                        return true;
                    }
                }

                return false;
            },
            RepairLimit);
        await fixture.OnHostAsync(host, "rm /run/cured");
        await browser.ShowResourcesAsync();
        await browser.UntilStateAsync(host, "Running", StepLimit);
    }

    /// <summary>Presses Enter in the lesson's terminal until a condition holds.</summary>
    private static Task NextAsync(ConsoleBrowser browser, string what, Func<Task<bool>> condition) => browser.UntilAsync(
        what,
        async () =>
        {
            if (await condition())
            {
                return true;
            }

            await browser.TypeAsync("\n");
            return false;
        },
        LessonLimit);

    private string Holder() => LabLock.Holder(Directory) ?? "";

    // chatlab ssh host-b -- ip link set vxlan0 up
    [GeneratedRegex(@"chatlab ssh (?<host>\S+) -- (?<command>[^\n]+)")]
    private static partial Regex Command();
}
