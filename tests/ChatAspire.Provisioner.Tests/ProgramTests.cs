using System.Runtime.InteropServices;
using ChatAspire.Testing;

namespace ChatAspire.Provisioner.Tests;

/// <summary>The program itself, without an engine.</summary>
public sealed class ProgramTests : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("chatlab-program-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(0, "Lab commands:")]
    [InlineData(0, "Lab commands:", "--help")]
    [InlineData(0, "chatlab up --hosts ec2 --help", "up", "--help")]
    [InlineData(0, "--instance-type TYPE", "up", "--hosts", "ec2", "--help")]
    [InlineData(0, "Run a section of the chapter", "lesson", "--help")]
    [InlineData(2, "Did you mean \"up\"?", "upp")]
    [InlineData(2, "Did you mean \"up\"?", "upp", "--help")]
    [InlineData(2, "Unknown option \"--jsn\"", "up", "--jsn")]
    [InlineData(2, "no-such.json", "up", "--lab", "no-such.json")]
    [InlineData(2, "--region applies to labs on AWS only.", "status", "--region", "eu-central-1")]
    [InlineData(2, "Unknown host \"host-z\"", "inspect", "host-z")]
    [InlineData(0, "Commands:", "challenge")]
    [InlineData(0, "night-shift", "challenge", "list", "--lang", "en")]
    [InlineData(0, "夜勤", "challenge", "list", "--lang", "ja")]
    [InlineData(2, "Did you mean \"check\"?", "challenge", "chek")]
    [InlineData(2, "Use: chatlab challenge list --lab …", "challenge", "--lab", "lab.json", "list")]
    [InlineData(2, "Did you mean \"night-shift\"?", "challenge", "start", "nightshift")]
    [InlineData(2, "--level 4: there is no such level.", "challenge", "start", "--level", "4")]
    [InlineData(2, "night-shift has level 1, not 2.", "challenge", "start", "night-shift", "--level", "2")]
    [InlineData(2, "--seed \"x\" is not a whole number.", "challenge", "start", "--seed", "x")]
    [InlineData(2, "chatlab challenge start --help", "challenge", "start", "--sed", "1")]
    [InlineData(2, "No challenge is running on this lab.", "challenge", "check")]
    [InlineData(2, "No challenge is running on this lab.", "challenge", "hint")]
    [InlineData(2, "No challenge is running on this lab.", "challenge", "solution")]
    [InlineData(2, "No challenge is running on this lab.", "challenge", "reset")]
    [InlineData(2, "There is nothing to report", "challenge", "report", "report.md")]
    public async Task Exit_code_and_message(int code, string text, params string[] arguments)
    {
        await using var chatlab = Start(arguments);

        Assert.Equal(code, await chatlab.WaitForExitAsync(Timeout));
        Assert.Contains(text, chatlab.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", chatlab.Output, StringComparison.Ordinal); // a stack trace
    }

    [Fact]
    public async Task Version_is_plain()
    {
        await using var chatlab = Start("--version");

        await chatlab.WaitForExitAsync(Timeout);

        Assert.Matches(@"^[0-9]+\.[0-9]+\.[0-9]+(-[a-z0-9.]+)?\n$", chatlab.Output);
    }

    [Theory]
    [InlineData("Interrupted: removing what this run created. Press Ctrl-C again to quit now and leave it.", "up")]
    [InlineData("Interrupted: stopping. Press Ctrl-C again to quit now.", "up", "--retain")]
    [InlineData("Interrupted: stopping. Press Ctrl-C again to quit now.", "status")]
    public async Task Interrupt_is_confirmed_and_exits_with_130(string notice, params string[] arguments)
    {
        await using var chatlab = Start(arguments);
        await Wait.UntilAsync("the engine is asked", () => File.Exists(Path.Combine(_folder, "asked")));

        Assert.Equal(0, Kill(chatlab.Id, 2));

        Assert.Equal(130, await chatlab.WaitForExitAsync(Timeout));
        Assert.Contains(notice, chatlab.Output, StringComparison.Ordinal);
    }

    /// <summary>Starts the program with an engine that never answers.</summary>
    private ChildProcess Start(params string[] arguments)
    {
        var docker = Path.Combine(_folder, "docker");
        File.WriteAllText(docker, "#!/bin/sh\ntouch \"${0%docker}asked\"; exec sleep 60\n");
        File.SetUnixFileMode(docker, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return ChildProcess.Start(Repository.Program("ChatAspire.Provisioner", "chatlab"), arguments, new Dictionary<string, string?>
        {
            ["PATH"] = $"{_folder}:{Environment.GetEnvironmentVariable("PATH")}",
            ["CHATLAB_HOME"] = Path.Combine(_folder, "home"),
        });
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);
}
