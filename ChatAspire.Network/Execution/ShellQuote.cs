using System.Buffers;

namespace ChatAspire.Network.Execution;

/// <summary>Quotes for a POSIX shell (XCU 2.2.2: nothing is special between single quotes).</summary>
public static class ShellQuote
{
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@%+:,./_-=");

    /// <summary>The word as a shell must see it to pass it on unchanged; plain words stay readable.</summary>
    /// <exception cref="ArgumentException">The word holds a NUL, which no argument can.</exception>
    public static string Word(string word)
    {
        if (word.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("An argument cannot hold a NUL character.", nameof(word));
        }

        return word.Length > 0 && !word.AsSpan().ContainsAnyExcept(Plain)
            ? word
            : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
    }
}
