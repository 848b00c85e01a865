using System.Diagnostics;
using ChatAspire.Lab.Steps;

namespace ChatAspire.Ec2.Tests;

/// <summary>Tests that no secret appears in output, argument lists, traces or files that others may read.</summary>
public sealed class SecretTests
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
                {
                    spans.Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        await ec2.UpAsync();

        // The program's arguments and its whole output. It stores the lab's secrets when it starts.
        await using var watch = new SecretWatch();
        await using var up = ec2.CliUp("--explain", "--json");
        await up.WaitForExitAsync(TimeSpan.FromSeconds(60));
        var secrets = SecretWatch.Of(ec2.KeptFiles());

        Assert.Contains(watch.Arguments, a => a.Contains("--explain", StringComparison.Ordinal));
        SecretWatch.AssertClean(secrets, "the arguments", string.Join('\n', watch.Arguments));
        SecretWatch.AssertClean(secrets, "the output", up.Output);
        Assert.NotEmpty(spans);
        SecretWatch.AssertClean(secrets, "the trace",
            string.Join('\n', spans.SelectMany(s => s.TagObjects).Select(t => $"{t.Key}={t.Value}")));
        SecretWatch.AssertClean(secrets, "the events", string.Join('\n', ec2.Events));
        ec2.AssertKeepsToItself(secrets);
        await ec2.DownAsync();
        Assert.Empty(Directory.EnumerateFiles(ec2.KeptFiles().Path, "ec2.*"));
    }
}
