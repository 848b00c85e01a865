using System.Diagnostics;
using ChatAspire.Provisioner.Hosts.Ec2;
using ChatAspire.Provisioner.Steps;

namespace ChatAspire.Provisioner.Tests.Ec2;

/// <summary>No secret is in any output, argument list, trace or file that others may read.</summary>
[Trait("tier", "processes")]
public sealed class Ec2SecretTests
{
    [Fact]
    public async Task No_secret_is_anywhere_that_others_can_look()
    {
        await using var ec2 = await Ec2Fixture.StartAsync();
        var spans = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == LabTrace.SourceName,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                lock (spans)
                    spans.Add(span);
            },
        };
        ActivitySource.AddActivityListener(listener);
        await ec2.UpAsync();
        var kit = LaunchKit.Load(ec2.KeptFiles())!;
        string[] secrets = [Ec2Fixture.Secret, .. new[] { kit.ClientKey }.Concat(kit.Launches.Values.Select(l => l.HostKey)).Select(k => Middle(k.PrivateKey))];

        // A program that runs: its arguments, and then all it says.
        await using var up = ec2.CliUp("--explain", "--json");
        List<string> arguments = [];
        while (!up.HasExited)
        {
            if (Directory.Exists($"/proc/{up.Id}"))
                arguments.Add(await ReadArgumentsAsync(up.Id));
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.NotEmpty(arguments);
        AssertClean(secrets, "the output", up.Output);
        AssertClean(secrets, "the arguments", string.Join('\n', arguments));
        Assert.NotEmpty(spans);
        AssertClean(secrets, "the trace", string.Join('\n', spans.SelectMany(s => s.TagObjects).Select(t => $"{t.Key}={t.Value}")));
        AssertClean(secrets, "the events", string.Join('\n', ec2.Events));
        var kept = Directory.EnumerateFiles(ec2.Home, "*", SearchOption.AllDirectories).Where(f => secrets.Any(File.ReadAllText(f).Contains)).ToList();
        Assert.NotEmpty(kept);
        if (!OperatingSystem.IsWindows())
            Assert.All(kept, f => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(f)));
        await ec2.DownAsync();
        Assert.Empty(Directory.EnumerateFiles(ec2.KeptFiles().Path, "ec2.*"));
    }

    private static async Task<string> ReadArgumentsAsync(int id)
    {
        try
        {
            return await File.ReadAllTextAsync($"/proc/{id}/cmdline", TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            return ""; // it has just ended
        }
    }

    // The lines between "BEGIN" and "END" that hold the key itself.
    private static string Middle(string privateKey) => privateKey.Split('\n')[3];

    private static void AssertClean(string[] secrets, string where, string text) =>
        Assert.All(secrets, s => Assert.False(text.Contains(s, StringComparison.Ordinal), $"a secret is in {where}"));
}
