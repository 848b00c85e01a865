using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ChatAspire.Network.Execution;

/// <summary>The result of a command that ran until it exited.</summary>
/// <param name="Host">The host's name.</param>
/// <param name="ExitCode">The program's exit code; 128 + n if it was ended by signal n.</param>
/// <param name="OutputBytes">Standard output, unchanged.</param>
/// <param name="Error">Standard error.</param>
/// <param name="Elapsed">The time from the request until the command had exited and its output was read.</param>
public sealed record CommandResult(
    string Host, HostCommand Command, int ExitCode, ReadOnlyMemory<byte> OutputBytes, string Error, TimeSpan Elapsed)
{
    /// <summary>Standard output as UTF-8 text.</summary>
    public string Output => field ??= Encoding.UTF8.GetString(OutputBytes.Span);

    /// <summary>True if the exit code is 0.</summary>
    public bool Succeeded => ExitCode == 0;

    /// <summary>The lines of standard output, trimmed, without empty ones.</summary>
    public IReadOnlyList<string> Lines =>
        Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Returns this result if the command succeeded.</summary>
    /// <param name="hint">The next thing to try after a failure.</param>
    /// <exception cref="CommandFailedException">The exit code is not 0.</exception>
    public CommandResult Check(string? hint = null) => Succeeded ? this : throw new CommandFailedException(this, hint);

    /// <summary>
    /// Reads standard output as one JSON document. A document that does not fit the type is rejected as a whole, because changes to the
    /// host are planned from it.
    /// </summary>
    /// <exception cref="CommandFailedException">The output is not JSON of this type.</exception>
    public T Json<T>(JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(OutputBytes.Span, type) ?? throw new JsonException("null");
        }
        // The serializer throws InvalidOperationException for a string that is not UTF-8.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new CommandFailedException(Host, Command, $"unreadable output ({e.Message})");
        }
    }
}
