using Interp.Core.Studies.Plans;

namespace Interp.Core.Studies.Running;

/// <summary>How far a study is.</summary>
/// <param name="Cell">The cell at work.</param>
/// <param name="Index">Which of the cells it is, from 0.</param>
/// <param name="Cells">How many cells there are.</param>
/// <param name="Prompts">Prompts of this run that are through, those that were there before included.</param>
/// <param name="AllPrompts">Prompts of all cells.</param>
public sealed record StudyProgress(CellId Cell, int Index, int Cells, long Prompts, long AllPrompts);
