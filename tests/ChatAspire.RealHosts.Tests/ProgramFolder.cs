using ChatAspire.Network.Execution;

namespace ChatAspire.RealHosts.Tests;

/// <summary>A folder of replacement programs, first on the PATH.</summary>
internal sealed class ProgramFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("chatlab-programs-").FullName;

    /// <summary>A PATH with these programs before the machine's.</summary>
    public Dictionary<string, string> Environment => new() { ["PATH"] = $"{Path}:{System.Environment.GetEnvironmentVariable("PATH")}" };

    /// <param name="script">POSIX shell.</param>
    public async Task WriteAsync(string program, string script) => (await LabHome.Machine.RunAsync(
        HostCommand.Shell("""cat > "$1" && chmod 755 "$1" """, System.IO.Path.Combine(Path, program)).WithInput($"#!/bin/sh\n{script}\n"),
        TestContext.Current.CancellationToken)).Check();

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
