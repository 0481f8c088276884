using System.Collections.Immutable;
using Interp.Core.Lens;

namespace Interp.Core.Patchscopes;

/// <summary>What came out of one patch.</summary>
/// <param name="Cell">Which state went where.</param>
/// <param name="Top">The likeliest tokens at the token that was read, likeliest first.</param>
/// <param name="Continuation">The tokens written greedily behind the target prompt; empty where none were asked for.</param>
public sealed record PatchscopeReading(PatchscopeCell Cell, ImmutableArray<RankedToken> Top, ImmutableArray<int> Continuation);
