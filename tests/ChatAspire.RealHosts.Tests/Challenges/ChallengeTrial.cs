using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ChatAspire.Lab.Challenges;
using ChatAspire.Lab.Faults;
using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Spec;
using ChatAspire.Network.Execution;

namespace ChatAspire.RealHosts.Tests.Challenges;

/// <summary>A challenge that is tried on a lab, with the program as a learner uses it.</summary>
internal sealed class ChallengeTrial(LabFixture lab, ChallengeAttempts attempts, int seed)
{
    private static readonly TimeSpan MaxCheck = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan MaxReset = TimeSpan.FromSeconds(8);

    private readonly List<string> _log = [];
    private readonly List<string> _wrong = [];

    private ChallengeCase? _case;

    /// <summary>The verdict and the time of each check and reset, for the log of the test.</summary>
    public IReadOnlyList<string> Log => _log;

    /// <summary>The path of the running challenge's record.</summary>
    public string Record => Path.Combine(lab.KeptOf(lab.Name), "challenge.json");

    public async Task StartAsync()
    {
        (await lab.Lab.RunAsync("challenge", "start", attempts.Name, "--seed", $"{seed}", "--lang", "en")).EnsureSuccess();
    }

    /// <summary>The case that the seed chooses in this lab.</summary>
    public async Task<ChallengeCase> CaseAsync()
    {
        if (_case is null)
        {
            var spec = LabSpec.Load(lab.FileOf(lab.Name));
            var hosts = new List<HostFacts>();
            foreach (var host in spec.Hosts)
            {
                var address = await lab.OnHostAsync(host.Name, "ip -4 -o address show eth0 | sed 's/.*inet \\([0-9.]*\\).*/\\1/'");
                hosts.Add(new HostFacts(host, address.Trim(), "eth0", 1500, new Dictionary<int, Uri>()));
            }

            _case = ChallengeBook.Find(attempts.Name).Create(new ChallengePlace(new FaultPlace(spec, hosts), new SeededChoice(seed)));
        }

        return _case;
    }

    /// <summary>Runs an attempt on its host, and checks.</summary>
    /// <param name="attempt">Empty to do nothing.</param>
    /// <param name="solves">The verdict that is right.</param>
    public async Task TryAsync(string what, string attempt, bool solves)
    {
        if (attempt.Length > 0)
        {
            var (host, line) = ChallengeAttempts.Fill(attempt, await CaseAsync());
            await LabHome.Machine.RunAsync(
                new HostCommand("docker", "exec", $"{lab.Name}-{host}", "sh", "-c", line), TestContext.Current.CancellationToken);
        }

        var started = Stopwatch.GetTimestamp();
        var check = await lab.Lab.RunAsync("challenge", "check", "--lang", "en");
        var elapsed = Stopwatch.GetElapsedTime(started);
        _log.Add(FormattableString.Invariant($"{attempts.Name} {what}: exit code {check.ExitCode}, {elapsed.TotalSeconds:0.0} s"));
        if (check.ExitCode != (solves ? 0 : 1) || !solves && !check.Output.Contains("✗ ", StringComparison.Ordinal))
        {
            _wrong.Add($"{what}: exit code {check.ExitCode}\n{check.Output}\n{check.Error}");
        }

        CheckTime(what, elapsed, MaxCheck);
    }

    /// <summary>Asserts that all verdicts were right, once every attempt was made.</summary>
    public void AssertRight() => Assert.True(_wrong.Count == 0, $"{attempts.Name}: {string.Join('\n', _wrong)}");

    /// <summary>Expects in the last check's remarks one about a cure that was too broad, or about what it broke.</summary>
    public void ExpectBroad()
    {
        using var record = JsonDocument.Parse(File.ReadAllText(Record));
        var kinds = record.RootElement.GetProperty("attempts").EnumerateArray().Last().GetProperty("remarks").EnumerateArray()
            .Select(remark => remark.GetProperty("kind").GetString()).ToList();
        if (kinds.Contains("Cause") || !kinds.Any(kind => kind is "Broad" or "Lab"))
        {
            _wrong.Add($"over-broad cure: remarks of the kinds {string.Join(", ", kinds)}");
        }
    }

    public async Task ResetAsync()
    {
        var started = Stopwatch.GetTimestamp();
        (await lab.Lab.RunAsync("challenge", "reset", "--lang", "en")).EnsureSuccess();
        var elapsed = Stopwatch.GetElapsedTime(started);
        _log.Add(FormattableString.Invariant($"{attempts.Name} reset: {elapsed.TotalSeconds:0.0} s"));
        Assert.False(File.Exists(Record));
        CheckTime("reset", elapsed, MaxReset);
    }

    /// <summary>The limits are for an idle machine; on a busy one the time is only logged.</summary>
    private void CheckTime(string what, TimeSpan elapsed, TimeSpan limit)
    {
        // 0.52 0.58 0.59 3/602 12345
        var load = double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);
        if (elapsed > limit && load <= Environment.ProcessorCount)
        {
            _wrong.Add($"{what}: {elapsed.TotalSeconds:0.0} s at a load of {load:0.0}");
        }
    }
}
