using System.Diagnostics;
using ChatAspire.Testing;

namespace ChatAspire.RealHosts.Tests;

/// <summary>Runs the program as the first command after installing it: no lab file, no lab.</summary>
/// <param name="home">An empty directory: the working directory, and that of the labs' state.</param>
public sealed class PlainChatlab(string home)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    public string Home => home;

    /// <summary>Runs a verb to its end.</summary>
    public Task<Ran> RunAsync(params IReadOnlyList<string> arguments) => RunWithAsync([], arguments);

    /// <param name="environment">Variables in addition to this process's own.</param>
    public Task<Ran> RunWithAsync(Dictionary<string, string> environment, params IReadOnlyList<string> arguments) =>
        Ran.ToEndAsync(() => Start(environment, arguments), Timeout);

    /// <summary>Starts a verb.</summary>
    public Process Start(Dictionary<string, string> environment, IReadOnlyList<string> arguments)
    {
        // Ctrl-C must reach it also where the test run was started in the background.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", Repository.Chatlab, .. arguments])
        {
            WorkingDirectory = home,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["CHATLAB_HOME"] = Path.Combine(home, "labs");
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
