namespace ChatAspire.Network.Walk.Output;

/// <summary>A line of a ladder, without line end.</summary>
internal sealed record LadderLine(LadderTone Tone, string Text);
