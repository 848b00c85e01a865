using System.Diagnostics;

namespace ChatAspire.Bench.Systems;

/// <summary>The chat as the lab runs it: a native program.</summary>
public static class NativeChat
{
    private static readonly string Folder = Path.Combine(SystemUnderTest.Root, "artifacts", "bench", "chat");

    /// <summary>The path of the program.</summary>
    public static string Program => Path.Combine(Folder, "ChatAspire.Web");

    /// <summary>Publishes it, which takes a minute or two if the chat has changed.</summary>
    /// <exception cref="BadInputException">It cannot be published.</exception>
    public static void Publish()
    {
        Console.WriteLine("Publishing the chat as a native program…");
        using var publish = Process.Start("dotnet",
        [
            "publish", Path.Combine(SystemUnderTest.Root, "ChatAspire.Web"), "-c", "Release", "-p:PublishAot=true",
            "-o", Folder, "--artifacts-path", Path.Combine(SystemUnderTest.Root, "artifacts", "bench", "build"), "--nologo", "-v", "q",
            "-p:RunAnalyzers=false", "--ucr",
        ]);
        publish.WaitForExit();
        if (publish.ExitCode != 0)
        {
            throw new BadInputException($"The chat could not be published as a native program (exit code {publish.ExitCode}). "
                + "It needs gcc or clang; or leave it out with --systems chataspire-jit,bun,socketio,signalr");
        }
    }
}
