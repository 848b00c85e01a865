using System.Collections.Concurrent;
using ChatAspire.Lab.Hosts.Ec2;
using ChatAspire.Lab.State;

namespace ChatAspire.Ec2.Tests;

/// <summary>
/// Collects the argument lists of all processes of this machine, including those in the instances' containers, and
/// searches given texts and files for the lab's secrets.
/// </summary>
internal sealed class SecretWatch : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, bool> _arguments = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _watching;

    public SecretWatch() => _watching = WatchAsync();

    /// <summary>All argument lists seen so far.</summary>
    public IReadOnlyCollection<string> Arguments => [.. _arguments.Keys];

    /// <summary>The secrets: the caller's AWS key, the lab's SSH keys and its containers' credentials.</summary>
    public static IReadOnlyList<string> Of(LabDirectory kept)
    {
        var saved = LaunchState.Load(kept)!;
        var lab = LabSecrets.Load(kept);
        return
        [
            Ec2Fixture.Secret, lab.RedisPassword, lab.DashboardToken, lab.OtlpKey, lab.ApiKey,
            .. saved.Launches.Values.Select(l => l.FirstKey).OfType<Network.Execution.SshKeyPair>().Append(saved.ClientKey).Select(Middle),
        ];
    }

    public static void AssertClean(IEnumerable<string> secrets, string where, string text) =>
        Assert.All(secrets, s => Assert.False(text.Contains(s, StringComparison.Ordinal), $"a secret is in {where}"));

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _watching;
        _end.Dispose();
    }

    /// <summary>Returns one of the lines between "BEGIN" and "END" that hold the key itself.</summary>
    private static string Middle(Network.Execution.SshKeyPair key) => key.PrivateKey.Split('\n')[3];

    private async Task WatchAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            foreach (var process in Directory.EnumerateDirectories("/proc").Where(d => char.IsAsciiDigit(Path.GetFileName(d)[0])))
            {
                _arguments.TryAdd(Arguments(process), true);
            }
            await Task.Delay(100).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        static string Arguments(string process)
        {
            try
            {
                return File.ReadAllText(Path.Combine(process, "cmdline"));
            }
            catch (IOException)
            {
                return ""; // it has just ended
            }
        }
    }
}
