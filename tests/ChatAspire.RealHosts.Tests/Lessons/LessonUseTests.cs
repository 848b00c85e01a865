using ChatAspire.Network.Execution;

namespace ChatAspire.RealHosts.Tests.Lessons;

/// <summary><c>lesson</c> in use, interrupted, and on unsuitable hosts.</summary>
[Collection(nameof(LessonLab))]
public sealed class LessonUseTests(LessonLab fixture)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Enter_continues_and_q_quits()
    {
        var before = await fixture.HostsAsync();
        using var lesson = fixture.Lab.Start("lesson", "3-1", "--lang", "ja");
        await lesson.StandardInput.WriteAsync("\n\nq\n");
        var output = await lesson.StandardOutput.ReadToEndAsync(Cancellation);
        await lesson.WaitForExitAsync(Cancellation);

        Assert.Equal(0, lesson.ExitCode);
        Assert.Contains("$ iptables -nv -L -t nat\n", output, StringComparison.Ordinal);
        Assert.Contains("MASQUERADE", output, StringComparison.Ordinal);
        Assert.DoesNotContain("$ docker network ls", output, StringComparison.Ordinal);
        Assert.Contains("ネットワークの一覧", output, StringComparison.Ordinal); // announced, not run
        Assert.Equal(before, await fixture.HostsAsync());
    }

    [Fact]
    public async Task Ctrl_C_restores_the_hosts_and_exits_130()
    {
        var before = await fixture.HostsAsync();
        using var lesson = await StartAndListenAsync();

        (await LabHome.Machine.RunAsync(new HostCommand("kill", "-INT", $"{lesson.Id}"), Cancellation)).Check();
        await lesson.StandardOutput.ReadToEndAsync(Cancellation);
        await lesson.WaitForExitAsync(Cancellation);

        Assert.Equal(130, lesson.ExitCode);
        Assert.Equal(before, await fixture.HostsAsync());
    }

    [Fact]
    public async Task A_closed_terminal_restores_the_hosts()
    {
        var before = await fixture.HostsAsync();

        await fixture.Lab.RunUntilClosedAsync("11/16 ", "lesson", "3-4", "--yes", "--lang", "en");

        Assert.Equal(before, await fixture.HostsAsync());
    }

    [Fact]
    public async Task The_next_lesson_removes_the_remains_of_a_killed_one()
    {
        var before = await fixture.HostsAsync();
        using (var lesson = await StartAndListenAsync())
        {
            lesson.Kill();
            await lesson.WaitForExitAsync(Cancellation);
        }

        Assert.NotEqual(before, await fixture.HostsAsync());
        (await fixture.Lab.RunAsync("lesson", "3-2", "--yes")).EnsureSuccess();

        Assert.Equal(before, await fixture.HostsAsync());
    }

    [Fact]
    public async Task Leaves_a_foreign_container_with_a_name_of_the_lesson_alone()
    {
        await fixture.OnHostAsync("host-a", "docker run -d --name test-container alpine:latest sleep 600");
        try
        {
            var refused = await fixture.Lab.RunAsync("lesson", "3-1", "--yes");

            Assert.Equal(2, refused.ExitCode);
            Assert.Contains(
                "host-a: the lesson creates a container test-container, but one exists already", refused.Error, StringComparison.Ordinal);
            Assert.Equal("true\n", await fixture.OnHostAsync("host-a", "docker inspect -f '{{.State.Running}}' test-container"));
        }
        finally
        {
            await fixture.OnHostAsync("host-a", "docker rm -f test-container");
        }
    }

    /// <summary>The remains of a killed lesson, in use by a container of the reader.</summary>
    [Fact]
    public async Task A_failed_removal_prevents_no_other_and_is_reported()
    {
        var before = await fixture.HostsAsync();
        const string Device = "ip link add left0 type bridge && ip link set left0 alias chatlab.lesson=";
        await fixture.OnHostAsync("host-a", $"""
            {Device}{fixture.Name} && docker network create --label chatlab.lesson={fixture.Name} left-net \
                && docker run -d --name mine --net left-net alpine:latest sleep 600
            """);
        try
        {
            await fixture.OnHostAsync("host-b", $"{Device}{fixture.Name}");

            var refused = await fixture.Lab.RunAsync("lesson", "3-2", "--yes");

            Assert.Equal(2, refused.ExitCode);
            Assert.True(
                refused.Error.Contains(
                    "host-a: cannot remove everything that a lesson created: container mine is in the network left-net.",
                    StringComparison.Ordinal),
                refused.Error);
        }
        finally
        {
            await fixture.OnHostAsync("host-a", "docker rm -f mine; docker network rm left-net");
        }

        Assert.Equal(before, await fixture.HostsAsync());
    }

    [Theory]
    [InlineData("3-7", "3-1")]
    [InlineData("", "Missing argument SECTION.")]
    public async Task An_unknown_lesson_is_rejected_with_the_list_of_lessons(string section, string text)
    {
        var refused = await fixture.Lab.RunAsync(section.Length > 0 ? ["lesson", section] : ["lesson"]);

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(text, refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_nothing_without_a_lab()
    {
        var refused = await fixture.NewLab($"{LabHome.Prefix}-none").RunAsync("lesson", "3-1", "--yes");

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("is not running", refused.Error, StringComparison.Ordinal);
        Assert.Contains("`chatlab up`", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reports_an_unwritable_document_before_anything_runs()
    {
        var file = Path.Combine(fixture.Home, "no-such-folder", "page.md");

        var refused = await fixture.Lab.RunAsync("lesson", "3-1", "--markdown", file);

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(file, refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("1/17", refused.Error, StringComparison.Ordinal);
    }

    /// <summary>Starts lesson 3-4 and waits until its containers, rules and a listener exist.</summary>
    private async Task<System.Diagnostics.Process> StartAndListenAsync()
    {
        var lesson = fixture.Lab.Start("lesson", "3-4", "--yes", "--lang", "en");
        for (var line = ""; !line.StartsWith("── 11/", StringComparison.Ordinal);)
        {
            line = await lesson.StandardOutput.ReadLineAsync(Cancellation)
                ?? throw new InvalidOperationException(await lesson.StandardError.ReadToEndAsync(Cancellation));
        }

        return lesson;
    }
}
