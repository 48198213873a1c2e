'use client';

/**
 * The table of a list: sticky header, the whole row is the link, columns chosen and kept in the browser. Sorting and
 * filtering belong to the server; a page is what it gave.
 */
import {
  columnVisibilityFeature,
  createColumnHelper,
  type RowData,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { Columns3 } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useState } from 'react';
import { Button } from './button';
import { cn } from './cn';
import {
  DropdownMenu,
  DropdownMenuCheckboxItem,
  DropdownMenuContent,
  DropdownMenuLabel,
  DropdownMenuTrigger,
} from './dropdown-menu';
import { Table, Td, Th, Tr } from './table';

const features = tableFeatures({ columnVisibilityFeature });

export interface Column<Row> {
  id: string;
  /** Also its name in the choice of columns. */
  header: string;
  cell: (row: Row) => ReactNode;
  /** Right-aligned, tabular figures. */
  numeric?: boolean;
  /** Not shown until chosen. */
  hidden?: boolean;
  /** Can't be hidden: the column that names the row. */
  fixed?: boolean;
  className?: string;
}

interface DataTableProps<Row> {
  /** For screen readers, and the name under which the choice of columns is kept. */
  label: string;
  name: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowId: (row: Row) => string;
  /** Where a row leads. */
  rowHref?: (row: Row) => string;
  dense?: boolean;
  /** Actions at a row's end; they are not part of its link. */
  rowActions?: (row: Row) => ReactNode;
  /** Above the table at the left, beside the choice of columns. */
  toolbar?: ReactNode;
}

export function DataTable<Row extends RowData>(props: DataTableProps<Row>) {
  const { label, name, columns, rows, rowId, rowActions, toolbar } = props;
  const t = useTranslations('ui');
  const [visible, choose] = useColumnChoice(name, columns);
  const table = useTable({
    features,
    data: rows,
    columns: tableColumns(columns),
    getRowId: rowId,
    state: { columnVisibility: visible },
  });
  const choosable = columns.filter(({ fixed }) => !fixed);
  return (
    <div className="min-w-0">
      {(toolbar !== undefined || choosable.length > 2) && (
        <div className="flex items-center gap-2 border-b border-line px-4 py-2">
          <div className="min-w-0 flex-1">{toolbar}</div>
          <ColumnChoice columns={choosable} visible={visible} choose={choose} />
        </div>
      )}
      <Table label={label}>
        <thead>
          <tr>
            {columns
              .filter(({ id }) => visible[id] !== false)
              .map(({ id, header, numeric }) => (
                <Th key={id} numeric={numeric ?? false}>
                  {header}
                </Th>
              ))}
            {rowActions !== undefined && (
              <Th>
                <span className="sr-only">{t('actions')}</span>
              </Th>
            )}
          </tr>
        </thead>
        <tbody>
          {table.getRowModel().rows.map((row) => (
            <DataRow
              key={row.id}
              table={props}
              row={row.original}
              shown={row.getVisibleCells().map((cell) => cell.column.id)}
            />
          ))}
        </tbody>
      </Table>
    </div>
  );
}

function DataRow<Row extends RowData>({
  table: { columns, rowHref, rowActions, dense = false },
  row,
  shown,
}: {
  table: DataTableProps<Row>;
  row: Row;
  shown: readonly string[];
}) {
  const cells = columns.filter(({ id }) => shown.includes(id));
  return (
    <Tr className={cn(rowHref !== undefined && 'relative focus-within:bg-hover hover:bg-hover')}>
      {cells.map(({ id, cell, numeric, className }, index) => (
        <Td
          key={id}
          numeric={numeric ?? false}
          className={cn(index === 0 && 'min-w-28', dense && 'h-9 py-1', className)}
        >
          {index === 0 && rowHref !== undefined ? (
            <Link
              href={rowHref(row)}
              prefetch={false}
              className="text-text no-underline after:absolute after:inset-0 after:content-['']"
            >
              {cell(row)}
            </Link>
          ) : (
            cell(row)
          )}
        </Td>
      ))}
      {rowActions !== undefined && (
        <Td className="w-0 text-right">
          <div className="relative z-1 inline-flex gap-1">{rowActions(row)}</div>
        </Td>
      )}
    </Tr>
  );
}

interface ColumnChoiceProps<Row> {
  columns: readonly Column<Row>[];
  visible: Readonly<Record<string, boolean>>;
  choose: (id: string, on: boolean) => void;
}

function ColumnChoice<Row>({ columns, visible, choose }: ColumnChoiceProps<Row>) {
  const t = useTranslations('ui');
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" size="sm">
          <Columns3 aria-hidden />
          {t('columns')}
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        <DropdownMenuLabel>{t('columnsShown')}</DropdownMenuLabel>
        {columns.map(({ id, header }) => (
          <DropdownMenuCheckboxItem key={id} checked={visible[id] !== false} onCheckedChange={(on) => choose(id, on)}>
            {header}
          </DropdownMenuCheckboxItem>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

function tableColumns<Row extends RowData>(columns: readonly Column<Row>[]) {
  const helper = createColumnHelper<typeof features, Row>();
  return columns.map(({ id }) => helper.display({ id }));
}

/** Which columns are shown: the page's own choice until the reader makes one, which their browser keeps. */
function useColumnChoice<Row>(name: string, columns: readonly Column<Row>[]) {
  const storageKey = `turnpike:columns:${name}`;
  const own = Object.fromEntries(columns.map(({ id, hidden }) => [id, hidden !== true]));
  const [chosen, setChosen] = useState<Record<string, boolean>>({});
  useEffect(() => setChosen(readChoice(storageKey)), [storageKey]);
  const choose = (id: string, on: boolean) => {
    const next = { ...chosen, [id]: on };
    setChosen(next);
    localStorage.setItem(storageKey, JSON.stringify(next));
  };
  return [{ ...own, ...chosen }, choose] as const;
}

function readChoice(storageKey: string): Record<string, boolean> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '{}');
    return typeof stored === 'object' && stored !== null ? (stored as Record<string, boolean>) : {};
  } catch {
    return {};
  }
}
