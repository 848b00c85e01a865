using Microsoft.Extensions.DependencyInjection;

namespace ChatAspire.Hosting.Lab.Commands;

/// <summary>Opens terminals in the dashboard's dock.</summary>
#pragma warning disable ASPIRETERMINAL001 // terminals are experimental in Aspire 13.6
internal static class DockedTerminal
{
    private const int Columns = 120;
    private const int Rows = 30;

    /// <summary>Starts a program in a new terminal, and shows it. The terminal ends with the program, its tab, or the AppHost.</summary>
    public static void Open(IServiceProvider services, string title, string program, IReadOnlyList<string> arguments)
    {
        var terminal = services.GetRequiredService<TerminalService>().CreateTerminal(new TerminalLaunchOptions
        {
            Title = title,
            Executable = program,
            Arguments = [.. arguments],
            Columns = Columns,
            Rows = Rows,
        });
        terminal.Start();
        terminal.Show();
    }
}
