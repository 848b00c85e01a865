using System.Text;
using System.Text.Json;

namespace ChatAspire.Network.Execution;

/// <summary>A command that ran to its end.</summary>
/// <param name="Host">The host's name.</param>
/// <param name="ExitCode">As the program gave it; 128 + n when it was ended by signal n.</param>
/// <param name="OutputBytes">Standard output as written.</param>
/// <param name="Error">Standard error.</param>
/// <param name="Elapsed">From the request to the last byte.</param>
public sealed record CommandResult(
    string Host, HostCommand Command, int ExitCode, ReadOnlyMemory<byte> OutputBytes, string Error, TimeSpan Elapsed)
{
    private static readonly JsonSerializerOptions Strict = new()
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Standard output as UTF-8 text.</summary>
    public string Output => field ??= Encoding.UTF8.GetString(OutputBytes.Span);

    /// <summary>Whether the exit code was 0.</summary>
    public bool Succeeded => ExitCode == 0;

    /// <summary>Standard output by line, without empty ones.</summary>
    public IReadOnlyList<string> Lines =>
        Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>This result, if the command succeeded.</summary>
    /// <param name="tryNext">What the user could do about a failure.</param>
    /// <exception cref="CommandFailedException">It did not.</exception>
    public CommandResult Check(string? tryNext = null) =>
        Succeeded ? this : throw new CommandFailedException(this, tryNext);

    /// <summary>Standard output as JSON, whole or not at all: what is to be changed depends on it.</summary>
    /// <exception cref="CommandFailedException">It printed something else.</exception>
    public T Json<T>()
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(OutputBytes.Span, Strict) ?? throw new JsonException("null");
        }
        // The second: a string that is no UTF-8.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new CommandFailedException(Host, Command, $"an answer that cannot be read ({e.Message})");
        }
    }
}
